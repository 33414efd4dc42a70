import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { cssVariables, theme } from '@/ui/theme'

/** The same key that public/color-scheme.js reads before the first paint. */
const colorScheme = localStorageColorSchemeManager({ key: 'topsmile.color-scheme' })

type Props = { client: QueryClient; children: ReactNode }

export function Providers({ client, children }: Props) {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        colorSchemeManager={colorScheme}
        defaultColorScheme="auto"
      >
        {children}
      </MantineProvider>
    </QueryClientProvider>
  )
}
