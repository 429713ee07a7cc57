"""A functional model of about forty layers with branches, two inputs and two outputs."""

from keras import Input, Model, layers


def inception(x, name):
    a = layers.Conv2D(32, 1, activation="relu", name=f"{name}_1x1")(x)
    b = layers.Conv2D(24, 1, activation="relu", name=f"{name}_3x3_reduce")(x)
    b = layers.Conv2D(48, 3, padding="same", activation="relu", name=f"{name}_3x3")(b)
    c = layers.Conv2D(8, 1, activation="relu", name=f"{name}_5x5_reduce")(x)
    c = layers.Conv2D(16, 5, padding="same", activation="relu", name=f"{name}_5x5")(c)
    d = layers.MaxPooling2D(3, strides=1, padding="same", name=f"{name}_pool")(x)
    d = layers.Conv2D(16, 1, activation="relu", name=f"{name}_project")(d)
    return layers.Concatenate(name=f"{name}_join")([a, b, c, d])


image = Input((96, 96, 3), name="image")
x = layers.Conv2D(32, 7, strides=2, padding="same", name="stem")(image)
x = layers.BatchNormalization(name="stem_norm")(x)
x = layers.ReLU(name="stem_relu")(x)
x = layers.MaxPooling2D(name="stem_pool")(x)
x = inception(x, "mixed1")
x = inception(x, "mixed2")
x = layers.MaxPooling2D(name="pool2")(x)
x = inception(x, "mixed3")
x = layers.GlobalAveragePooling2D(name="see")(x)

tokens = Input((40,), name="tokens")
words = layers.Embedding(8000, 64, name="words")(tokens)
read = layers.Bidirectional(layers.LSTM(48), name="read")(words)

both = layers.Concatenate(name="both")([x, read])
both = layers.Dense(128, activation="relu", name="fuse")(both)
both = layers.Dropout(0.4, name="drop")(both)
label = layers.Dense(20, activation="softmax", name="label")(both)
score = layers.Dense(1, activation="sigmoid", name="score")(both)
captioned = Model([image, tokens], [label, score])
