"""What a test reads off a page that was run without a browser."""


def rows_of(page):
    """The table of the page."""
    return next(frame.value for frame in page.dataframe if "region_id" in frame.value.columns)


def keys_of(page):
    frame = rows_of(page)
    return set(frame["provider"] + ":" + frame["region_id"])


def number(page, label):
    return int(next(metric.value for metric in page.metric if metric.label == label).replace(",", ""))


def link_of(page):
    """The query of the address: each name with its list of values."""
    return {name: value if isinstance(value, list) else [value] for name, value in page.query_params.items()}
