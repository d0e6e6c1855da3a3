#!/bin/sh
# Redraws every picture and retrains both models: sh training/train.sh.
# Needs Node 20 and Debian's python3-torch, python3-onnx and libopenblas0.
set -e
cd "$(dirname "$0")"
WORK=${WORK:-$(mktemp -d)}
export OMP_WAIT_POLICY=passive
scenes=../demo/scenes/generate.js
npm ci --prefix ../demo/scenes

node $scenes --seed 1 --out ../demo/data
node $scenes --seed 1 --raw --splits train,extra,val,test,pool --out "$WORK/splits"
python3 classifier.py --data "$WORK/splits" --out "$WORK/classifier"

node $scenes --seed 1000 --unbiased 26000 --out "$WORK/scenes-1"
node $scenes --seed 1001 --unbiased 14000 --out "$WORK/scenes-2"
node $scenes --seed 2000 --unbiased 2000 --out "$WORK/held-out"
python3 clip.py --data "$WORK/scenes-1" --held-out "$WORK/held-out" \
  --out "$WORK/clip-1" --weights "$WORK/clip-1.pt"
python3 clip.py --data "$WORK/scenes-1" "$WORK/scenes-2" --held-out "$WORK/held-out" \
  --out "$WORK/clip" --weights "$WORK/clip.pt" \
  --start "$WORK/clip-1.pt" --epochs 6 --rate 1.5e-3 --noun-weight 3

cp "$WORK/classifier/classifier.onnx" ../demo/models/
cp "$WORK/classifier/figures.json" classifier.json
cp "$WORK/clip/figures.json" clip.json
rm "$WORK/clip/figures.json"
cp -r "$WORK/clip" ../demo/models/
python3 cards.py
