import { type ImgHTMLAttributes, useState } from 'react'
import { renewTokens } from '@/api/refresh'

type Props = Omit<ImgHTMLAttributes<HTMLImageElement>, 'src'> & {
  src: string
  alt: string
  onGone?: () => void
}

const withAttempt = (src: string, attempt: number) =>
  attempt === 0 ? src : `${src}${src.includes('?') ? '&' : '?'}again=${attempt}`

/** A picture asks by itself and cannot renew its tokens: that is done for it, once. */
export function Picture({ src, alt, onGone, ...rest }: Props) {
  const [attempt, setAttempt] = useState(0)
  const askedAt = useState(() => Date.now())[0]
  const again = async () => {
    if (attempt === 0 && (await renewTokens(askedAt).catch(() => false))) setAttempt(1)
    else onGone?.()
  }
  return <img {...rest} src={withAttempt(src, attempt)} alt={alt} onError={again} />
}
