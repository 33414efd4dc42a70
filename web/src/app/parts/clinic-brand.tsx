import { useQuery } from '@tanstack/react-query'
import { useMatches } from '@tanstack/react-router'
import { clinic, me } from '@/api/queries'
import { Branded } from '@/ui/brand'

function PublicBrand({ slug }: { slug: string }) {
  const { data } = useQuery({ ...clinic(slug), enabled: false })
  return <Branded color={data?.brand_color} />
}

function MemberBrand() {
  const { data } = useQuery({ ...me(), enabled: false })
  return <Branded color={data?.clinic.brand_color} />
}

/** The page wears the colour of the clinic it is about: the one of the address, or the member's. */
export function ClinicBrand() {
  const { slug, member } = useMatches({
    select: (matches) => ({
      slug: matches.map(({ params }) => ('slug' in params ? params.slug : null)).find(Boolean),
      member: matches.some(({ context }) => 'user' in context),
    }),
    structuralSharing: true,
  })
  if (slug) return <PublicBrand slug={slug} />
  return member ? <MemberBrand /> : null
}
