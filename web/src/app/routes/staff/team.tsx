import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { providers } from '@/api/queries'
import {
  type Member,
  team,
  useChangeMember,
  useEndMembership,
  useInvite,
} from '@/features/team/api'
import { MemberForm } from '@/features/team/components/member-form'
import { TeamList } from '@/features/team/components/team-list'
import { useBegunOn } from '@/lib/draft'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { Behind } from '@/ui/behind'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { Dialog } from '@/ui/dialog'
import { notifyDone, notifyFailed } from '@/ui/notify'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

const staff = getRouteApi('/staff')

type Editing = Member | 'new' | null
type InviterProps = { onDone: () => void }
type EditorProps = { known: Member; onEnd: (member: Member) => void; onDone: () => void }

const contentOf = ({ name, role, provider_id }: Member) => ({ name, role, provider_id })

function useProviders() {
  const { user } = staff.useRouteContext()
  const { data = [] } = useQuery(providers(user.clinic.slug))
  return data
}

function Inviter({ onDone }: InviterProps) {
  const t = useT()
  const { mutate, isPending, error } = useInvite()
  const onSuccess = ({ email }: Member) => {
    notifyDone(t('team.sent', { email }))
    onDone()
  }
  return (
    <MemberForm
      providers={useProviders()}
      pending={isPending}
      error={error}
      onSubmit={(invitation) => mutate(invitation, { onSuccess })}
      onCancel={onDone}
    />
  )
}

function Editor({ known, onEnd, onDone }: EditorProps) {
  const t = useT()
  const { user } = staff.useRouteContext()
  const { data: all = [] } = useQuery(team())
  const begun = useBegunOn(all.find(({ id }) => id === known.id) ?? known, contentOf)
  const { mutate, isPending, error, reset } = useChangeMember()
  const { base, version } = begun
  const onSuccess = () => {
    notifyDone(t('team.saved'))
    onDone()
  }
  return (
    <MemberForm
      key={base.version}
      member={base}
      providers={useProviders()}
      pending={isPending}
      error={error}
      aside={
        base.email !== user.email && (
          <Button
            variant="subtle"
            color="guava"
            mr="auto"
            onClick={() => onEnd({ ...base, version })}
          >
            {t('team.end')}
          </Button>
        )
      }
      behind={begun.behind && <Behind typed={begun} onDecide={reset} />}
      onTouch={begun.touch}
      onSubmit={({ email: _, ...rest }) =>
        mutate({ member: { ...base, version }, ...rest }, { onSuccess })
      }
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
      <Dialog
        opened={editing !== null}
        onClose={close}
        title={t(editing === 'new' ? 'team.invite' : 'team.edit')}
      >
        {editing === 'new' && <Inviter onDone={close} />}
        {editing && editing !== 'new' && <Editor known={editing} onEnd={end} onDone={close} />}
      </Dialog>
      <Ending member={ending} onDone={() => setEnding(null)} />
    </div>
  )
}
