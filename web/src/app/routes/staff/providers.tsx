import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ProviderForm } from '@/features/practice/components/provider-form'
import { ProviderList } from '@/features/practice/components/provider-list'
import { useT } from '@/lib/i18n'
import { Dialog } from '@/ui/dialog'
import { StepHeading } from '@/ui/step-heading'
import classes from './plain-page.module.css'

type LinkProps = Parameters<Parameters<typeof ProviderList>[0]['link']>[0]

const toProvider = ({ id, className, label, children }: LinkProps) => (
  <Link
    to="/staff/providers/$provider"
    params={{ provider: id }}
    className={className}
    aria-label={label}
  >
    {children}
  </Link>
)

export function ProvidersPage() {
  const t = useT()
  const navigate = useNavigate()
  const [creating, setCreating] = useState(false)
  const [left, showLeft] = useState(false)
  const create = (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      {t('practice.providers.new')}
    </Button>
  )
  return (
    <div className={classes.page}>
      <title>{t('practice.providers.title')}</title>
      <div className={classes.head}>
        <StepHeading focus={false}>{t('practice.providers.title')}</StepHeading>
        {create}
      </div>
      <p className={classes.lead}>{t('practice.providers.lead')}</p>
      <ProviderList link={toProvider} begin={create} />
      <div>
        <Button
          variant="subtle"
          size="compact-md"
          aria-expanded={left}
          onClick={() => showLeft(!left)}
        >
          {t(left ? 'practice.providers.leftHide' : 'practice.providers.left')}
        </Button>
      </div>
      {left && (
        <section aria-label={t('practice.providers.leftTitle')}>
          <ProviderList archived link={toProvider} />
        </section>
      )}
      <Dialog
        opened={creating}
        onClose={() => setCreating(false)}
        title={t('practice.providers.new')}
      >
        <ProviderForm
          onMade={({ id }) =>
            navigate({ to: '/staff/providers/$provider', params: { provider: id } })
          }
          onCancel={() => setCreating(false)}
        />
      </Dialog>
    </div>
  )
}
