type Props = { size?: number }

/** Two eyes, a gum line and a wide bowl below it: a tooth seen head on, and a smile. */
export function Mark({ size = 32 }: Props) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" fill="var(--ts-mark)" />
      <path d="M7.5 13.2c0 7 3.6 11.3 8.5 11.3s8.5-4.3 8.5-11.3z" fill="#fff" />
      <path d="M7.5 13.2h17" stroke="#ff6b81" strokeWidth="3.2" strokeLinecap="round" />
      <circle cx="11" cy="7.6" r="1.7" fill="#8fe3d6" />
      <circle cx="21" cy="7.6" r="1.7" fill="#8fe3d6" />
    </svg>
  )
}

export function Wordmark({ size = 32 }: Props) {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: size * 0.31 }}>
      <Mark size={size} />
      <span
        style={{
          fontFamily: 'var(--ts-display)',
          fontWeight: 750,
          fontSize: size * 0.66,
          letterSpacing: '-0.025em',
        }}
      >
        TopSmile
      </span>
    </span>
  )
}
