import {
  IconBrandWhatsapp,
  IconDeviceMobileMessage,
  IconMail,
  IconPaperclip,
} from '@tabler/icons-react'
import { useAgo } from '@/lib/ago'
import { useT } from '@/lib/i18n'
import type { Message } from '../api'
import classes from './messages.module.css'

const icons = {
  email: IconMail,
  sms: IconDeviceMobileMessage,
  whatsapp: IconBrandWhatsapp,
} satisfies Record<Message['channel'], typeof IconMail>

/** One message: over which channel, to whom, and what became of it. */
export function MessageLine({ message }: { message: Message }) {
  const t = useT()
  const ago = useAgo()
  const { channel, subject, body, to, state, why, attachments, created_at } = message
  const Icon = icons[channel]
  return (
    <li className={classes.message}>
      <Icon size={20} stroke={1.7} role="img" aria-label={t(`staff.messages.channel.${channel}`)} />
      <div className={classes.words}>
        <strong>{subject || body}</strong>
        <span>
          {to} · {ago(message.delivered_at ?? message.sent_at ?? created_at)}
        </span>
        <span className={classes.state} data-state={state}>
          {t(`staff.messages.state.${state}`)}
          {why && <span> · {why}</span>}
        </span>
        {attachments.map(({ name }) => (
          <span key={name} className={classes.file}>
            <IconPaperclip size={15} aria-hidden /> {name}
          </span>
        ))}
      </div>
    </li>
  )
}
