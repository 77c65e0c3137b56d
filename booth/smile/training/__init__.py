"""How the network and the weights in detector.json were made; not used by the running booth."""
