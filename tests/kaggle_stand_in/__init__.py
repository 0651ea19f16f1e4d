"""A stand-in of Kaggle's Save & Run All: its folders, its variables and its secrets, on this machine; see batch.py."""
