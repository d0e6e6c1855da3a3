// Places and backgrounds. Written for this project; CC0.

/** Where something is, behind "a photo of a CLASS". */
export const SCENES: readonly string[] = `
indoors; outdoors; outside; inside; at home; in a house; in a room; in a living room; in a bedroom; in a kitchen;
in a bathroom; in a bathtub; in a dining room; in a hallway; on a staircase; in a basement; in an attic; in a garage;
in a closet; on a balcony; on a porch; on a terrace; in an office; at a desk; in a classroom; in a library;
in a laboratory; in a hospital; in a waiting room; in a gym; in a swimming pool; in a museum; in a gallery; in a church;
in a temple; in a theater; on a stage; in a studio; in a workshop; in a factory; in a warehouse; in a greenhouse;
in a barn; in a stable; in a cage; in a tank; in an aquarium; in a shop; in a shop window; in a supermarket; at a market;
in a restaurant; in a cafe; in a bar; in a hotel; in an elevator; in a tunnel; in a train station; at an airport;
at a bus stop; in a parking lot; at a gas station; in a car; in a bus; in a train; on a boat; on a plane; in a tent;
on the grass; in the grass; in tall grass; in dry grass; on a lawn; in a garden; in a back yard; in a park;
on a playground; in a field; in a meadow; in a wheat field; among flowers; in an orchard; in a vineyard; on a farm;
in a forest; in the woods; in a jungle; in the bushes; in a bamboo grove; under a tree; in a tree; on a branch;
among fallen leaves; in autumn leaves; in the mud; in the dirt; on bare ground; on gravel; on rocks; on a cliff;
in the mountains; on a mountain top; on a hill; in a valley; in a canyon; in a cave; in the desert; on the sand;
in the sand; on a sand dune; on the beach; on a beach; at the seaside; on an island; in the sea; at sea; on the ocean;
in the ocean; in the waves; in the water; on the water; under water; in a lake; by a lake; in a pond; in a river;
by a river; in a stream; at a waterfall; in a swamp; in a marsh; on ice; in the snow; on the snow; in winter;
in a snowstorm; on a snowy mountain; on a glacier; in spring; in summer; in autumn; in the rain; in a puddle; in the fog;
in the mist; in a storm; in the wind; in the clouds; in the sky; in the air; against a blue sky; against a cloudy sky;
against a white sky; at sunrise; at sunset; at dusk; at dawn; by day; in bright sunlight; in the shade; in the dark;
at night; in the night; under the stars; under the moon; under street lights; in neon light; by candlelight;
by firelight; in front of a fire; in smoke; in dust; on the road; on a road; on a dirt road; on a highway; on a bridge;
on the street; in the street; on a busy street; on an empty street; on a sidewalk; at a crossing; on a crosswalk;
in an alley; in the city; in a city at night; in a village; in a suburb; in the countryside; in a town square;
at a harbor; at a dock; on a pier; on a runway; on railway tracks; on a race track; on a construction site;
in ruins; in a junkyard; in a stadium; on a sports field; on a tennis court; on a golf course; on a ski slope;
in a skate park; at a carnival; at a parade; at a party; at a wedding; at a concert; in a crowd; in a zoo;
behind a fence; behind bars; behind glass; behind a window; through a window; in front of a window; in a doorway;
in front of a door; against a wall; against a brick wall; against a stone wall; against a wooden wall;
in front of a building; in front of a house; on a roof; on a wooden floor; on a tiled floor; on a carpet; on a rug;
on a bed; on a sofa; on a chair; on a table; on a shelf; on a counter; on a plate; in a bowl; in a basket; in a box;
in a bag; in a bottle; in a hand; on a lap; in someone's arms; on a blanket; on a towel; on paper; on a screen;
on a wooden background; on a plain background; on a white background; on a black background; on a gray background;
on a red background; on a green background; on a blue background; on a yellow background; on a brown background;
on a colorful background; on a blurred background; on a cluttered background; in an empty room; in a cluttered room;
in a dark room; in a bright room
`
  .trim()
  .split(/;\s+/)
