# The last layer of the classifier anew, on its training split and the pool images of a selection; predictions for all images.
# Needs scikit-learn and the package of python/, and what `faultline fix` has kept of the classifier's features.
#   python3 retrain.py RUN SELECTION.csv > new.csv
import csv, sys
import numpy as np
from sklearn.linear_model import LogisticRegression
import faultline

run = faultline.Run(sys.argv[1])
examples = run.columns
features = np.load(run.folder / "interventions/fix/features/embeddings.npy")
chosen = [row["id"] for row in csv.DictReader(open(sys.argv[2], encoding="utf-8"))]
train = (examples["split"] == "train") | np.isin(examples["id"], chosen)
spread = features[train].std(0)
head = LogisticRegression(C=0.1, max_iter=2000).fit(features[train] / spread, examples["label"][train])
table = csv.writer(sys.stdout)
table.writerow(["id", "prediction"])
table.writerows(zip(examples["id"], head.predict(features / spread)))
