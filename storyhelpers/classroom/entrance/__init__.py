"""Nobody comes in without the code: the code, the login page, the gate in front of Gradio, and what it lets through."""
