"""The API description: an OpenAPI 3.1 document for the user who asks."""
