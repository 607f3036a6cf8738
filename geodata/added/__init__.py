"""What the user adds to the gazetteer: GeoNames country dumps, p-code workbooks, and corrections of one place."""
