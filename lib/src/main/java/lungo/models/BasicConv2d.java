package lungo.models;

/** A convolution of an Inception network: normalised, then rectified. */
final class BasicConv2d extends Chain {

  BasicConv2d(Convolution convolution) {
    link("conv", new Conv2d(convolution.initial(new Initial.Normal(0.1))));
    link("bn", new BatchNorm2d(convolution.outputs(), 1e-3, 0.1));
    link("relu", Pointwise.relu());
  }

  @Override
  String type() {
    return "BasicConv2d";
  }
}
