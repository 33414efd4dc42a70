import classes from './face.module.css'

const tones = ['lagoon', 'guava', 'sun', 'iris', 'tide'] as const

function toneOf(name: string): (typeof tones)[number] {
  let sum = 0
  for (const letter of name) sum = (sum * 7 + (letter.codePointAt(0) ?? 0)) % 8191
  return tones[sum % tones.length] ?? 'lagoon'
}

const isTitle = (word: string) => /\.$|^(Dr|Mr|Ms|Mrs)$/.test(word)

export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{Lu}/u.test(word) && !isTitle(word))
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return `${first?.charAt(0) ?? ''}${last?.charAt(0) ?? ''}`
}

/** A person without a picture. */
export function Face({ name, size = 44 }: { name: string; size?: number }) {
  return (
    <span
      className={classes.face}
      data-tone={toneOf(name)}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
      aria-hidden="true"
    >
      {initials(name)}
    </span>
  )
}
