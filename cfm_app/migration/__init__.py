"""Out of SugarCRM and SuiteCRM: their records read, mapped, tried, brought, proved and taken back."""
