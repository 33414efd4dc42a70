import { VitePWA } from 'vite-plugin-pwa'

/** Papers, charts and the like; and letters that neither of our languages is written in. */
const HEAVY = [
  'assets/*{pdf,worker,chart,Chart,analytics,landing}*',
  'assets/*-{cyrillic,cyrillic-ext,greek,vietnamese}-*',
]

/** The app as a phone or a desk keeps it: it opens at the door, which knows whose side one is on. */
export const pwa = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'src/worker',
  filename: 'sw.ts',
  // The worker is registered by hand, for those who are signed in.
  injectRegister: false,
  manifest: {
    id: '/',
    name: 'TopSmile',
    short_name: 'TopSmile',
    description: 'Dental visits, and the desk that runs them.',
    start_url: '/login',
    scope: '/',
    display: 'standalone',
    theme_color: '#0a5a61',
    background_color: '#f1f6f5',
    categories: ['medical', 'productivity'],
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  includeManifestIcons: false,
  injectManifest: {
    globPatterns: ['index.html', 'favicon.svg', 'color-scheme.js', 'assets/*.{js,css,woff2}'],
    // Heavy, and only needed by some: kept when somebody has used them.
    globIgnores: HEAVY,
  },
})
