from keras import Input, Sequential
from keras.layers import Dense
from mylib.layers import GatedDense

model = Sequential([
    Input((10,)),
    GatedDense(16),
    Dense(1),
])
