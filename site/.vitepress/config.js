import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'

const reference = join(import.meta.dirname, '..', 'pages', 'api', 'typedoc-sidebar.json')

export default defineConfig({
  title: 'Faultline',
  description:
    'Finds, proves, names, fixes and guards against the failure modes of image classifiers',
  srcDir: 'pages',
  outDir: 'out',
  cleanUrls: false,
  // Printed tables are wide.
  head: [
    [
      'style',
      {},
      '.VPDoc.has-aside .content-container{max-width:880px!important}.vp-doc [class*=language-] code{font-size:13px!important}',
    ],
  ],
  markdown: { html: false },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Install', link: '/install' },
      { text: 'Tutorial', link: '/tutorial' },
      { text: 'Guides', link: '/guides/pytorch', activeMatch: '/guides/' },
      { text: 'Library', link: '/api/', activeMatch: '/api/' },
      { text: 'Changelog', link: '/changelog' },
    ],
    sidebar: {
      '/api/': [
        { text: '← Documentation', link: '/' },
        ...(existsSync(reference) ? JSON.parse(readFileSync(reference, 'utf8')) : []),
      ],
      '/': [
        {
          text: 'Start',
          items: [
            { text: 'What it is', link: '/' },
            { text: 'Install, and first steps', link: '/install' },
            { text: 'Tutorial', link: '/tutorial' },
            { text: 'Inputs', link: '/inputs' },
            { text: 'Reading the numbers', link: '/reading-the-numbers' },
            { text: 'Questions', link: '/faq' },
          ],
        },
        {
          text: 'From your framework',
          items: [
            { text: 'PyTorch', link: '/guides/pytorch' },
            { text: 'timm', link: '/guides/timm' },
            { text: 'transformers', link: '/guides/transformers' },
            { text: 'Keras', link: '/guides/keras' },
            { text: 'ONNX', link: '/guides/onnx' },
            { text: 'NumPy', link: '/guides/numpy' },
            { text: 'The Python package', link: '/python' },
          ],
        },
        {
          text: 'Acting on it',
          items: [
            { text: 'Interventions and fix', link: '/interventions' },
            { text: 'Guard in CI', link: '/guard' },
            { text: 'Past one machine', link: '/scale' },
            { text: 'Labelling tools and agents', link: '/neighbours' },
          ],
        },
        {
          text: 'Evidence',
          items: [
            { text: 'A study on photographs', link: '/study' },
            { text: 'Comparison', link: '/comparison' },
            { text: 'The paper’s experiments', link: '/reproduction' },
            { text: 'Recipes', link: '/recipes' },
          ],
        },
        {
          text: 'Reference',
          items: [
            { text: 'Library', link: '/api/' },
            { text: 'Formats', link: '/formats' },
            { text: 'Architecture', link: '/architecture' },
            { text: 'Decisions', link: '/decisions' },
            { text: 'Contributing', link: '/contributing' },
            { text: 'Security', link: '/security' },
            { text: 'Changelog', link: '/changelog' },
          ],
        },
      ],
    },
  },
})
