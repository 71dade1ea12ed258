"""What is drawn: controls, map, charts and panels. Takes from `data`, gives to `dashboard`."""
