// The tests of the explorer share one browser and one served run: starting them takes longer than most tests.
import './on-class-page.ts'
import './on-galleries.ts'
import './on-views.ts'
