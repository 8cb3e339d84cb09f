"""What pytest needs to know about the notebooks: the tests' own fixtures are in tests/conftest.py."""


def pytest_collection_modifyitems(items):
    """Let nbval compare notebooks that were committed without execution counts.

    nbval takes a cell with outputs and no count for one that was edited by hand and refuses to compare it.
    One with neither it does not compare at all, and a new output would pass. Here the counts are left out on
    purpose, because they change with every run; tests/test_notebooks.py holds the form.
    """
    for item in items:
        cell = getattr(item, "cell", None)
        if cell is not None and cell.get("execution_count", 1) is None:
            cell.execution_count = 1
