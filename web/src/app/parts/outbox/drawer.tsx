import { Button, VisuallyHidden } from '@mantine/core'
import { IconCloudCheck, IconSend } from '@tabler/icons-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import { CONNECTION } from '@/app/parts/live-state'
import { type Outbox, showOutbox, useOutbox } from '@/features/appointments/outbox'
import { type Intent, keyOf, type Line } from '@/features/appointments/outbox/line'
import type { User } from '@/features/auth/api'
import { useT } from '@/lib/i18n'
import { useLiveState } from '@/lib/realtime'
import { sentence } from '@/lib/said'
import { Empty } from '@/ui/empty'
import { notifyFailed } from '@/ui/notify'
import { Side } from '@/ui/side'
import { Item } from './item'
import classes from './outbox.module.css'
import { Undecided } from './undecided'
import { inOrder } from './words'

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes.section}>
      <h3 id={id}>{title}</h3>
      <ol>{children}</ol>
    </section>
  )
}

function useLead(line: Line): string {
  const t = useT()
  const sending = useOutbox((outbox) => outbox.sending)
  const cut = useLiveState(({ state }) => state === 'offline')
  const waits = inOrder(line, 'waiting').length > 0
  if (cut) return t('outbox.lead.offline')
  if (waits) return t(sending ? 'outbox.lead.sending' : 'outbox.lead.trying')
  const asks = inOrder(line, 'conflict', 'failed').length > 0
  return t(asks ? 'outbox.lead.decide' : 'outbox.lead.settled')
}

/** What was sent while somebody watches, once nothing waits any more. */
function useSent(line: Line): string {
  const t = useT()
  const count = inOrder(line, 'done').length
  return count > 0 && inOrder(line, 'waiting').length === 0 ? t('outbox.news.sent', { count }) : ''
}

type ListsProps = { line: Line; outbox: Outbox; user: User; onChanged: (words?: string) => void }

function Lists({ line, outbox, user, onChanged }: ListsProps) {
  const t = useT()
  const busy = useOutbox(({ sending }) => sending)
  const [conflicts, waiting] = [inOrder(line, 'conflict'), inOrder(line, 'waiting', 'held')]
  const [failed, verdicts] = [inOrder(line, 'failed'), inOrder(line, 'refused', 'done')]
  const act = (done: Promise<void>, words?: string) =>
    void done.then(
      () => onChanged(words),
      (error) => notifyFailed(sentence(error, t)),
    )
  const drop = (intent: Intent) =>
    act(outbox.drop(intent), intent.state === 'refused' ? undefined : t('outbox.takenBack'))
  const again = (intent: Intent) => act(outbox.again(intent))
  const item = (intent: Intent) => (
    <Item key={keyOf(intent)} intent={intent} busy={busy} onDrop={drop} onAgain={again} />
  )
  return (
    <>
      {conflicts.length + failed.length > 0 && (
        <Section title={t('outbox.section.decide')}>
          {conflicts.map((intent) => (
            <Undecided
              key={keyOf(intent)}
              intent={intent}
              user={user}
              outbox={outbox}
              onDecided={onChanged}
            />
          ))}
          {failed.map(item)}
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title={t('outbox.section.waiting')}>{waiting.map(item)}</Section>
      )}
      {verdicts.length > 0 && (
        <Section title={t('outbox.section.verdicts')}>{verdicts.map(item)}</Section>
      )}
    </>
  )
}

function Contents({ user }: { user: User }) {
  const t = useT()
  const { line, outbox, sending } = useOutbox()
  const [said, say] = useState('')
  const panel = useRef<HTMLDivElement>(null)
  const lead = useLead(line)
  const sent = useSent(line)
  const cut = useLiveState(({ state }) => state === 'offline')
  // What had the focus has gone.
  const changed = (words = '') => {
    say(words)
    panel.current?.focus()
  }
  return (
    <div ref={panel} tabIndex={-1} className={classes.contents}>
      <VisuallyHidden role="status">
        {said} {sent}
      </VisuallyHidden>
      {line.length === 0 || !outbox ? (
        <Empty
          icon={<IconCloudCheck size={28} aria-hidden />}
          level={2}
          title={t('outbox.none')}
          text={t('outbox.noneText')}
        />
      ) : (
        <>
          <p className={classes.lead}>{lead}</p>
          {!cut && !sending && inOrder(line, 'waiting').length > 0 && (
            <Button
              leftSection={<IconSend size={17} aria-hidden />}
              variant="light"
              onClick={outbox.wake}
            >
              {t('outbox.now')}
            </Button>
          )}
          <Lists line={line} outbox={outbox} user={user} onChanged={changed} />
        </>
      )}
    </div>
  )
}

/** Whoever opened it goes on where they were. */
function close(): void {
  showOutbox(false)
  document.getElementById(CONNECTION)?.focus()
}

/** What waits to be sent, what became of it, and what needs a decision. */
export function OutboxDrawer({ user }: { user: User }) {
  const t = useT()
  return (
    <Side opened onClose={close} size={460} title={t('outbox.title')}>
      <Contents user={user} />
    </Side>
  )
}
