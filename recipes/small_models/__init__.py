"""How the small models of storyhelpers/small were taught: a tokenizer, a CLIP, a VAE and a U-Net, from nothing."""
