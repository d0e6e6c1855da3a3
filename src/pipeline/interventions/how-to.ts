/** How to train with loss weights. */
export const weightsHowTo = (name: string) => `# ${name}: loss weights

\`weights.csv\` has one row an example of the training split: \`id\`, \`row\` (its place in the dataset, from 0), \`label\`,
\`weight\`, \`probability\`. \`weights.npy\` and \`probabilities.npy\` hold the same in dataset order for every example;
outside the split the weight is -1 and the probability 0. The loss is the plain mean of weight times cross-entropy.

## PyTorch

\`\`\`python
import numpy as np, pandas as pd, torch
import torch.nn.functional as F

table = pd.read_csv('weights.csv', dtype={'id': str})
weight_of = dict(zip(table.id, table.weight))

# 1. As a factor on the loss. Let your dataset give the weight beside the label: weight_of[example_id]
loss = (weight * F.cross_entropy(logits, label, reduction='none')).mean()

# 2. Or as a sampler. The order is that of your training dataset; here its ids are in train_ids
probability_of = dict(zip(table.id, table.probability))
sampler = torch.utils.data.WeightedRandomSampler([probability_of[i] for i in train_ids], num_samples=len(train_ids))
\`\`\`

## Hugging Face datasets

\`\`\`python
train = train.map(lambda row: {'weight': weight_of[row['id']]})   # the column that is your id

class WeightedTrainer(transformers.Trainer):                      # with remove_unused_columns=False
    def compute_loss(self, model, inputs, return_outputs=False, **kwargs):
        weight, labels = inputs.pop('weight'), inputs.pop('labels')
        outputs = model(**inputs)
        loss = (weight * F.cross_entropy(outputs.logits, labels, reduction='none')).mean()
        return (loss, outputs) if return_outputs else loss
\`\`\`
`

/** How to train with chosen pool images. */
export const selectionHowTo = (name: string) => `# ${name}: images to add

\`selection.csv\` has one row a chosen image, class by class, first choice first: \`id\`, \`row\` (its place in the dataset,
from 0), \`image\`, \`class\` (whose budget it used), \`label\` (empty if unknown: have it labelled), \`score\` (lowest first).
Add the images to your training data with their true labels and train again from scratch. \`sheet.png\` shows them.

## PyTorch

\`\`\`python
import pandas as pd, torch

chosen = pd.read_csv('selection.csv', dtype={'id': str})
pool_index = {example_id: i for i, example_id in enumerate(pool_ids)}          # ids of your pool dataset, in its order
extra = torch.utils.data.Subset(pool_dataset, [pool_index[i] for i in chosen.id])
train = torch.utils.data.ConcatDataset([train_dataset, extra])
\`\`\`

## Hugging Face datasets

\`\`\`python
from datasets import concatenate_datasets

wanted = set(chosen.id)
extra = pool.filter(lambda row: row['id'] in wanted)                            # the column that is your id
train = concatenate_datasets([train, extra])
\`\`\`
`

/** How to make images from prompts. */
export const promptsHowTo = (name: string) => `# ${name}: prompts for text-to-image

\`prompts.jsonl\` has one prompt a line: \`id\`, \`class\`, \`direction\`, \`side\` (hard, easy or reference), \`prompt\`,
\`negativePrompt\`, \`count\` (images to make). Hard prompts make images of the kind that the model fails on; easy and
reference prompts are the controls to compare with.

Send them to a server that speaks the OpenAI images API or the Stable Diffusion web UI API:

\`\`\`sh
export FAULTLINE_IMAGES_URL=http://127.0.0.1:7860     # FAULTLINE_IMAGES_KEY where the server asks for a key
faultline intervene RUN generate                       # says how many images and what they cost
faultline intervene RUN generate --yes
\`\`\`

## PyTorch, Hugging Face diffusers and datasets

\`\`\`python
import json, torch
from diffusers import AutoPipelineForText2Image

pipe = AutoPipelineForText2Image.from_pretrained(MODEL, torch_dtype=torch.float16).to('cuda')
for line in map(json.loads, open('prompts.jsonl')):
    for i in range(line['count']):
        image = pipe(line['prompt'], negative_prompt=line['negativePrompt'], guidance_scale=7.5,
                     num_inference_steps=50, generator=torch.Generator('cuda').manual_seed(i)).images[0]
        image.save(f"images/{line['id']}-{i}.png")         # metadata.csv: file_name,label

from datasets import load_dataset
extra = load_dataset('imagefolder', data_dir='images')      # reads metadata.csv
\`\`\`

Before training with them, check that they still look like their class: \`faultline score RUN images/ --identity\`.
`

/** How to use embeddings on the great circle. */
export const decodeHowTo = (name: string) => `# ${name}: embeddings along a direction

Row i of \`embeddings.npy\` (float32[m, d], unit length; the same as tensor \`embeddings\` of \`embeddings.safetensors\`) is
described by row i of \`embeddings.csv\`: \`class\`, \`direction\`, \`side\` (hard = against the direction, easy = along it),
\`alpha\` (0 = the reference caption; 1 would be the bare direction). Feed them to a generator that is conditioned on an
embedding of the same encoder. \`nearest.csv\` and \`nearest.png\` show the real images nearest each point.

This shows what the model finds hard; as training data, images made from hard captions (\`prompts\`) helped more (Jain et
al. 2023). With a large alpha images stop showing their class: check them with \`faultline score RUN images/ --identity\`.

## PyTorch

\`\`\`python
import numpy as np, pandas as pd, torch

table = pd.read_csv('embeddings.csv')
embeddings = torch.from_numpy(np.load('embeddings.npy'))
hard = embeddings[((table['class'] == 'cat') & (table.side == 'hard') & (table.alpha == 0.2)).to_numpy()]
\`\`\`

## Hugging Face

\`\`\`python
from safetensors.torch import load_file
embeddings = load_file('embeddings.safetensors')['embeddings']
image = pipe(image_embeds=embeddings[i:i + 1]).images[0]     # a pipeline that takes CLIP image embeddings

from datasets import Dataset
dataset = Dataset.from_pandas(table).add_column('embedding', list(embeddings.numpy()))
\`\`\`
`
