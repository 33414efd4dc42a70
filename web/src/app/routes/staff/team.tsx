import { Button, Modal } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { providers } from '@/api/queries'
import {
  type Invitation,
  type Member,
  useChangeMember,
  useEndMembership,
  useInvite,
} from '@/features/team/api'
import { MemberForm } from '@/features/team/components/member-form'
import { TeamList } from '@/features/team/components/team-list'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')

type Editing = Member | 'new' | null
type EditorProps = {
  editing: NonNullable<Editing>
  onEnd: (member: Member) => void
  onDone: () => void
}

function Editor({ editing, onEnd, onDone }: EditorProps) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { data: people = [] } = useQuery(providers(user.clinic.slug))
  const invite = useInvite()
  const change = useChangeMember()
  const member = editing === 'new' ? undefined : editing
  const done = (words: string) => ({
    onSuccess: () => {
      notifyDone(words)
      onDone()
    },
  })
  const save = ({ email, ...rest }: Invitation) =>
    member
      ? change.mutate({ member, ...rest }, done(t('team.saved')))
      : invite.mutate({ email, ...rest }, done(t('team.sent', { email })))
  return (
    <MemberForm
      {...(member ? { member } : {})}
      providers={people}
      pending={invite.isPending || change.isPending}
      error={invite.error ?? change.error}
      aside={
        member &&
        member.email !== user.email && (
          <Button variant="subtle" color="guava" mr="auto" onClick={() => onEnd(member)}>
            {t('team.end')}
          </Button>
        )
      }
      onSubmit={save}
      onCancel={onDone}
    />
  )
}

/** Asked once more, because they are signed out in the same second. */
function Ending({ member, onDone }: { member: Member | null; onDone: () => void }) {
  const t = useT()
  const end = useEndMembership()
  const name = member?.name ?? ''
  const yes = () => {
    if (member)
      end.mutate(member, {
        onSuccess: () => notifyDone(t('team.ended', { name })),
        onError: (error) => notifyFailed(sentence(error, t)),
      })
    onDone()
  }
  return (
    <ConfirmDialog
      opened={member !== null}
      title={t('team.endTitle', { name })}
      text={t('team.endText')}
      yes={t('team.endYes')}
      onYes={yes}
      onClose={onDone}
    />
  )
}

export function TeamPage() {
  const t = useT()
  const { user } = staff.useRouteContext()
  const [editing, setEditing] = useState<Editing>(null)
  const [ending, setEnding] = useState<Member | null>(null)
  const close = () => setEditing(null)
  const end = (member: Member) => {
    close()
    setEnding(member)
  }
  return (
    <div className={classes.page}>
      <title>{t('staff.nav.team')}</title>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('staff.nav.team')}</StepHeading>
        <Button
          leftSection={<IconUserPlus size={18} aria-hidden />}
          onClick={() => setEditing('new')}
        >
          {t('team.invite')}
        </Button>
      </div>
      <p className={classes.lead}>{t('team.lead')}</p>
      <TeamList me={user.email} onOpen={setEditing} />
      <Modal
        opened={editing !== null}
        onClose={close}
        title={t(editing === 'new' ? 'team.invite' : 'team.edit')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        {editing && <Editor editing={editing} onEnd={end} onDone={close} />}
      </Modal>
      <Ending member={ending} onDone={() => setEnding(null)} />
    </div>
  )
}
