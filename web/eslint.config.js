import effects from 'eslint-plugin-react-you-might-not-need-an-effect'
import { parser } from 'typescript-eslint'

/** Biome sees to the rest: this one only finds effects that copy state, or wait for what an event could do. */
export default [
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/api/schema.d.ts'],
    languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: effects.configs.strict.plugins,
    rules: {
      ...effects.configs.strict.rules,
      // What is watched (a scroll, a form's own errors) is no state of ours to derive.
      'react-you-might-not-need-an-effect/no-external-store-subscription': 'off',
      'react-you-might-not-need-an-effect/no-pass-data-to-parent': 'off',
    },
  },
]
