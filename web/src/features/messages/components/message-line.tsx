import { Button } from '@mantine/core'
import {
  IconBrandWhatsapp,
  IconDeviceMobileMessage,
  IconMail,
  IconPaperclip,
} from '@tabler/icons-react'
import { useAgo } from '@/lib/ago'
import { type T, useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { type Channel, type Message, useResend } from '../api'
import classes from './messages.module.css'

export const channelIcons = {
  email: IconMail,
  sms: IconDeviceMobileMessage,
  whatsapp: IconBrandWhatsapp,
} satisfies Record<Channel, typeof IconMail>

const reasons = [
  'superseded',
  'expired',
  'quiet_hours',
  'not_allowed',
  'no_address',
  'too_many',
  'texts_not_configured',
  'mail_not_configured',
  'gave_up',
] as const

/** Why it stands so: in words where we have them, else as the one who refused it said. */
function reasonFor(why: string, t: T): string {
  const known = reasons.find((each) => each === why)
  return known ? t(`staff.messages.why.${known}`) : why
}

const isSettled = ({ state }: Message) => state !== 'queued' && state !== 'sending'

function Again({ message }: { message: Message }) {
  const t = useT()
  const { mutate, isPending } = useResend()
  const resend = () =>
    mutate(message, {
      onSuccess: ({ to }) => notifyDone(t('staff.messages.resent', { to })),
      onError: (error) => notifyFailed(sentence(error, t)),
    })
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      loading={isPending}
      onClick={resend}
      aria-label={`${t('staff.messages.resend')}: ${message.subject || message.body.slice(0, 40)}`}
    >
      {t('staff.messages.resend')}
    </Button>
  )
}

type Props = { message: Message; mayResend: boolean }

/** One message: over which channel, to whom, and what became of it. */
export function MessageLine({ message, mayResend }: Props) {
  const t = useT()
  const ago = useAgo()
  const { channel, subject, body, to, state, why, attachments, created_at } = message
  const Icon = channelIcons[channel]
  return (
    <li className={classes.message}>
      <Icon size={20} stroke={1.7} role="img" aria-label={t(`staff.messages.channel.${channel}`)} />
      <div className={classes.words}>
        <strong>{subject || body}</strong>
        <span>{to}</span>
        <span className={classes.state} data-state={state}>
          <span className={classes.dot} /> {t(`staff.messages.state.${state}`)}{' '}
          {ago(message.delivered_at ?? message.sent_at ?? created_at)}
        </span>
        {why && !['sent', 'delivered'].includes(state) && <span>{reasonFor(why, t)}</span>}
        {attachments.map(({ name }) => (
          <span key={name} className={classes.file}>
            <IconPaperclip size={15} aria-hidden /> {name}
          </span>
        ))}
      </div>
      {mayResend && isSettled(message) && <Again message={message} />}
    </li>
  )
}
