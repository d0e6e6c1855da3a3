# CIFAR-10 and two public networks as the study (docs/study.md) wants them. Needs torch, torchvision and, once, the internet.
#   git clone https://github.com/akamaster/pytorch_resnet_cifar10
#   python3 prepare.py FOLDER pytorch_resnet_cifar10
import csv, os, sys
import torch, torchvision

folder, clone = sys.argv[1:]
photos = torchvision.datasets.CIFAR10(os.path.join(folder, "raw"), train=False, download=True)
splits = "train train val val val pool pool test test test".split()
seen = [0] * 10
with open(os.path.join(folder, "metadata.csv"), "w", newline="") as file:
    table = csv.writer(file)
    table.writerow(["file_name", "label", "split"])
    for image, label in photos:
        name, i = photos.classes[label], seen[label]
        seen[label] += 1
        path = f"images/{name}/{i:04d}.jpg"
        os.makedirs(os.path.join(folder, "images", name), exist_ok=True)
        image.save(os.path.join(folder, path))  # as Pillow does if nobody says otherwise: quality 75
        table.writerow([path, name, splits[i % 10]])


class WithFeatures(torch.nn.Module):
    """A classifier that gives what its last layer sees, too."""

    def __init__(self, body, last):
        super().__init__()
        self.body, self.last = body, last

    def forward(self, x):
        features = self.body(x)
        return self.last(features), features


def export(model, size, file, outputs):
    axes = {name: {0: "n"} for name in ["input", *outputs]}
    x = torch.zeros(1, 3, size, size)
    torch.onnx.export(model.eval(), x, os.path.join(folder, file), input_names=["input"], output_names=outputs, dynamic_axes=axes)


sys.path.insert(0, clone)
from resnet import resnet20

resnet = resnet20()
saved = torch.load(os.path.join(clone, "pretrained_models", "resnet20-12fca82f.th"), map_location="cpu")
resnet.load_state_dict({name.removeprefix("module."): values for name, values in saved["state_dict"].items()})
last, resnet.linear = resnet.linear, torch.nn.Identity()
export(WithFeatures(resnet, last), 32, "resnet20.onnx", ["logits", "features"])
mobilenet = torchvision.models.mobilenet_v2(weights=torchvision.models.MobileNet_V2_Weights.IMAGENET1K_V1)
mobilenet.classifier = torch.nn.Identity()
export(mobilenet, 224, "mobilenet.onnx", ["embedding"])
