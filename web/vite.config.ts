import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { budget } from './budget.ts'
import { firstPage } from './first.ts'
import { pwa } from './pwa.ts'

const server = process.env.TOPSMILE_API ?? 'http://localhost:8000'

/**
 * Where people come upon us: what these need is asked for together with them. Other pages ask when they
 * have come: lists of what they need would be carried by everybody's first load.
 */
const DOORS = /assets\/(page|time|shell|day)-/

export default defineConfig({
  plugins: [
    react(),
    pwa,
    firstPage(),
    budget([
      {
        name: '/book/<slug>',
        modules: ['src/app/routes/public/book/page.tsx', 'src/lib/i18n/pt/open.ts'],
        most: 170,
      },
      {
        name: '/staff',
        modules: [
          'src/app/routes/staff/shell.tsx',
          'src/app/routes/staff/day.tsx',
          'src/lib/i18n/pt/open.ts',
          'src/lib/i18n/pt/index.ts',
        ],
        most: 350,
      },
    ]),
  ],
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    target: 'es2022',
    // The page's policy allows nothing inline but styles: every font and picture is a file of its own.
    assetsInlineLimit: 0,
    // Every browser since the spring of 2024 knows light-dark(); rewriting it would break it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: {
      polyfill: false,
      resolveDependencies: (name, needed) =>
        DOORS.test(name) ? needed : needed.filter((file) => file.endsWith('.css')),
    },
    // A PDF's worker asks for this one by its own name.
    rolldownOptions: {
      output: {
        // What nearly every page needs is one file. A number too low brings dialogs to the first page.
        codeSplitting: { groups: [{ name: 'shared', minShareCount: 27 }] },
        assetFileNames: ({ names }) =>
          names.includes('openjpeg_nowasm_fallback.js')
            ? 'pdf/[name][extname]'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
  preview: { proxy: { '/api': { target: server, ws: true } } },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://clinic.test' } },
    setupFiles: ['src/test/setup.ts'],
    css: { modules: { classNameStrategy: 'non-scoped' } },
    testTimeout: 20_000,
  },
})
