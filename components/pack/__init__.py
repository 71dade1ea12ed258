"""What leaves the app: pictures, slides, PDF, film, one page, tables, places, citation. No server, no network."""
