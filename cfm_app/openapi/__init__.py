"""What programs are told of the API: a document of OpenAPI 3.1, made for the user who asks."""
