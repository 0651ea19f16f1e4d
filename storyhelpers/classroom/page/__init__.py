def pupils_page(desk):
    import gradio as gr
    gr.Markdown("a page")
