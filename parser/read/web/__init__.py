"""Web pages, alone or saved as a mail: the report found among menus, scripts and footers."""
