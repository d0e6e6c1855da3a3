import { createRoot } from 'react-dom/client'
import { config } from 'zod'
import { App } from './app.tsx'
import { reportSource } from './data/report-source.ts'
import { serverSource } from './data/server-source.ts'
import './style/tokens.css'
import './style/base.css'
import './style/words.css'
import './style/frame.css'
import './style/overview.css'
import './style/class-page.css'
import './style/gallery.css'
import './style/lightbox.css'
import './style/images.css'
import './style/map.css'
import './style/review.css'
import './style/tables.css'
import './style/print.css'

config({ jitless: true }) // the page's policy forbids making code from text

const root = document.getElementById('root')
if (root) createRoot(root).render(<App source={reportSource() ?? serverSource()} />)
