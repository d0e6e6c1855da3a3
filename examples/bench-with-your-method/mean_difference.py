# A method for `faultline bench --command "python3 examples/bench-with-your-method/mean_difference.py"`:
# for each label, the direction from the mean of correct rows to that of wrong ones.
import json, sys
import numpy as np
folder = sys.argv[1]
task = json.load(open(f"{folder}/task.json"))
fit, test = np.load(f"{folder}/fit.npy"), np.load(f"{folder}/test.npy")
labels, predictions, test_labels = (np.array(x) for x in (task["fit"]["labels"], task["fit"]["predictions"], task["test"]["labels"]))
scores = np.zeros(len(test))
for label in (0, 1):
    wrong, right = (fit[(labels == label) & ((predictions == labels) == ok)] for ok in (False, True))
    if len(wrong) and len(right):
        scores[test_labels == label] = test[test_labels == label] @ (wrong.mean(0) - right.mean(0))
np.save(f"{folder}/scores.npy", scores)  # float[n], high = hard; or float[k, n], a slice a row
