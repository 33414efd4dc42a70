import { ActionIcon, Menu } from '@mantine/core'
import { IconArchive, IconDots } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type Patient, useArchivePatient } from '@/features/patients/api'
import { useT } from '@/lib/i18n'
import { sentence } from '@/lib/said'
import { ConfirmDialog } from '@/ui/confirm-dialog'
import { notifyDone, notifyFailed } from '@/ui/notify'

/** What is done to a patient's record once in years, behind a button and a question. */
export function ArchiveMenu({ patient }: { patient: Patient }) {
  const t = useT()
  const navigate = useNavigate()
  const { mutate } = useArchivePatient()
  const [asked, setAsked] = useState(false)
  const { name } = patient
  const archive = () => {
    setAsked(false)
    mutate(patient, {
      onSuccess: () => {
        notifyDone(t('people.archive.done', { name }))
        navigate({ to: '/staff/patients' })
      },
      onError: (error) => notifyFailed(sentence(error, t)),
    })
  }
  return (
    <>
      <Menu position="bottom-end" radius={14}>
        <Menu.Target>
          <ActionIcon
            variant="default"
            size={36}
            radius={12}
            aria-label={t('people.head.more', { name })}
          >
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconArchive size={18} aria-hidden />}
            onClick={() => setAsked(true)}
          >
            {t('people.archive.act')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        opened={asked}
        title={t('people.archive.title', { name })}
        text={t('people.archive.text')}
        yes={t('people.archive.yes')}
        onYes={archive}
        onClose={() => setAsked(false)}
      />
    </>
  )
}
