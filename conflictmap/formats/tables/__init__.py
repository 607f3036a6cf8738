"""Parts of the reader of tables: sheets of cells, headers, columns, and what cells say."""
