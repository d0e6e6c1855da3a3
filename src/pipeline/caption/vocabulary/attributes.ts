// Attributes, actions and what is there besides. Written for this project; CC0.

const list = (text: string): readonly string[] => text.trim().split(/;\s+/)

/** Before the class: "a photo of a red CLASS". */
export const ADJECTIVES = list(`
white; black; gray; silver; red; crimson; pink; orange; yellow; golden; green; dark green; blue; light blue; purple;
brown; beige; tan; colorful; multicolored; black and white; striped; spotted; checkered; patterned; plain; shiny; matte;
transparent; metallic; wooden; plastic; glass; stone; fluffy; furry; hairy; smooth; wrinkled; wet; dry; dirty; muddy;
dusty; rusty; broken; damaged; burnt; old; new; modern; antique; young; adult; baby; small; tiny; little; medium sized;
large; big; huge; giant; tall; short; long; thin; thick; fat; round; square; flat; bent; folded; open; closed; full;
empty; half-eaten; cooked; raw; fresh; rotten; frozen; painted; decorated; homemade; expensive; cheap; fake; real; wild;
tame; domestic; stray; sick; injured; dead; happy; sad; angry; frightened; tired; muscular; elegant; ugly; cute; strange;
rare; common; parked; moving; damaged and dirty
`)

/** Behind the class: "a photo of a CLASS running". */
export const ACTIONS = list(`
standing; sitting; lying down; sleeping; walking; running; jumping; flying; landing; taking off; swimming; diving;
climbing; falling; eating; drinking; playing; fighting; barking; yawning; hunting; working; resting; looking up;
looking down; with an open mouth; with closed eyes; with its tongue out; with its wings spread; carrying something;
being held; being fed; being washed; being repaired; on a leash; turning; racing; driving; crashing; floating; sinking;
sailing; burning; smoking; exploding; hanging; upright; on its side; upside down; stacked; in a row; in pieces
`)

/** Behind the class: "a photo of a CLASS with a person". */
export const COMPANIONS = list(`
with a person; with a man; with a woman; with a child; with a baby; with a family; with a crowd of people; with a hand;
with a face; with a dog; with a cat; with a horse; with a bird; with another animal; with a car; with a truck;
with a bicycle; with a motorcycle; with a boat; with a train; with a plane; with a ball; with a toy; with a book;
with a phone; with a computer; with a keyboard; with a television; with a camera; with a bottle; with a cup;
with a glass of wine; with a plate of food; with fruit; with vegetables; with bread; with a cake; with a knife;
with a spoon; with a tool; with a hat; with a helmet; with glasses; with sunglasses; with a mask; with a collar;
with a scarf; with a coat; with a dress; with a uniform; with a tie; with shoes; with a bag; with an umbrella;
with a flag; with a sign; with writing on it; with a number on it; with a logo on it; with a label; with balloons;
with flowers; with leaves; with a plant; with a tree; with a fence; with a rope; with a chain; with a stick;
with a net; with a cable; with pipes; with wheels; with windows; with lights on; with headlights on; with a trailer;
with a ladder; with a chair; with a lamp; with a ruler; with tubes; with a bandage; with hair; with a beard
`)
