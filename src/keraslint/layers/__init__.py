"""What Keras is: its generations, the signatures of its layers and what each layer computes."""
