import type { FC } from 'hono/jsx';
import { useSay } from '../console/components/language-context.ts';
import { repository as words } from '../console/words/repository.ts';
import type { RepositoryView } from './repository-page.tsx';

/** Commands for a certificate in `cert.pem`, each of which a test runs. */
export function commandsOf(
  publicUrl: string,
  { keyId, shard }: { readonly keyId: string; readonly shard: string },
) {
  return {
    take: [
      `curl -fo ca.pem ${publicUrl}/issuers/${keyId}.pem`,
      'openssl x509 -in ca.pem -noout -fingerprint -sha256',
    ],
    list: [
      `curl -fo list.crl ${publicUrl}/crls/${keyId}/${shard}.crl`,
      'openssl crl -inform DER -in list.crl -out list.pem',
      'openssl crl -in list.pem -CAfile ca.pem -noout -lastupdate -nextupdate -crlnumber',
      'openssl verify -crl_check -CAfile ca.pem -CRLfile list.pem cert.pem',
    ],
    ocsp: [
      `openssl ocsp -no_nonce -issuer ca.pem -CAfile ca.pem -cert cert.pem -url ${publicUrl}/ocsp`,
    ],
  } as const;
}

const STEPS = ['take', 'list', 'ocsp'] as const;

/** How anybody checks a certificate with tools that they have. */
export const HowToCheck: FC<{ view: RepositoryView }> = ({
  view: { issuers, crls, publicUrl },
}) => {
  const say = useSay();
  const keyId = issuers[0]?.keyId;
  if (keyId === undefined) return null;
  const shard = crls.find((each) => each.issuerKeyId === keyId)?.shard ?? '0';
  const commands = commandsOf(publicUrl, { keyId, shard });
  return (
    <section class="section" aria-labelledby="h-check">
      <h2 id="h-check">{say(words.check.title)}</h2>
      <p>{say(words.check.lead)}</p>
      <ol class="checks">
        {STEPS.map((step) => (
          <li>
            <p>{say(words.check.steps[step])}</p>
            <pre
              class="command"
              tabindex={0}
              role="region"
              aria-label={say(words.check.name[step])}
            >
              <code>{commands[step].join('\n')}</code>
            </pre>
          </li>
        ))}
      </ol>
      <p class="small quiet foot-note">{say(words.check.after)}</p>
    </section>
  );
};
