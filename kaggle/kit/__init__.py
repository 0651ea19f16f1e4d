"""What brings the notebooks to Kaggle: rules, staging, the official client, waiting, wheels. One idea a file.

Python's standard library alone; the official `kaggle` package is imported only where something is really sent.
"""
