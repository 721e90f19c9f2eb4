"""What a client asks: query models, filters, and the selection of rows that they mean."""
