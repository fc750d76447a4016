import type { FC } from 'hono/jsx';
import { secondOf } from '../clock.ts';
import { Hash } from '../components/hash.tsx';
import { Icon, type IconName } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { SignedText } from '../components/signed-text.tsx';
import { casePage } from '../words/case-page.ts';
import { evidence } from '../words/evidence.ts';
import type { Said } from '../words/said.ts';
import type { CaseView, SignedView } from './case-view.ts';

const words = casePage.signed;

const ProofLine: FC<{ isProven: boolean; good: Said; bad: Said; more?: string | undefined }> = (
  props,
) => {
  const { isProven, good, bad, more } = props;
  const say = useSay();
  const icon: IconName = isProven ? 'shield' : 'warning';
  return (
    <p class="proof-line" data-proven={isProven ? 'yes' : 'no'}>
      <Icon name={icon} />
      <span>
        {say(isProven ? good : bad)}
        {more !== undefined && (
          <>
            <br />
            {more}
          </>
        )}
      </span>
    </p>
  );
};

const Proofs: FC<{ signed: SignedView }> = ({ signed }) => {
  const { isExact, isChainTrusted, signingTime } = signed;
  const say = useSay();
  const clock = signingTime && `${say(words.signedAt)} ${secondOf(signingTime)} JST`;
  return (
    <>
      {isExact !== undefined && (
        <ProofLine isProven={isExact} good={words.exact} bad={words.notExact} more={clock} />
      )}
      {isChainTrusted !== undefined && (
        <ProofLine isProven={isChainTrusted} good={words.chainHolds} bad={words.chainFails} />
      )}
    </>
  );
};

const Hashes: FC<{ signed: SignedView }> = ({ signed: { sha256, size, dossierSha256 } }) => {
  const say = useSay();
  return (
    <dl class="facts">
      {sha256 !== undefined && (
        <>
          <dt>{say(words.document)}</dt>
          <dd>
            {say(evidence.octets(size.toLocaleString('en-US')))}{' '}
            <Hash hex={sha256} name={words.documentHash} />
          </dd>
        </>
      )}
      {dossierSha256 !== undefined && (
        <>
          <dt>{say(words.dossier)}</dt>
          <dd>
            <Hash hex={dossierSha256} name={words.dossierHash} />
          </dd>
        </>
      )}
    </dl>
  );
};

const Text: FC<{ signed: SignedView }> = ({ signed: { document, markedLines } }) => {
  const say = useSay();
  if (!document) return <p>{say(words.missing)}</p>;
  if (!document.isShown) return <p>{say(words.unreadable)}</p>;
  return <SignedText lines={document.lines} marked={markedLines} />;
};

/** What the applicant signed, byte for byte, and what is proven of it. */
export const SignedSheet: FC<{ view: CaseView }> = ({ view: { id, signed } }) => {
  const say = useSay();
  return (
    <section class="sheet" aria-labelledby="h-signed">
      <div class="sheet__head">
        <h2 id="h-signed">{say(words.title)}</h2>
        {signed.sha256 !== undefined && (
          <p>
            <a href={`/certificate-applications/${id}/evidence/${signed.sha256}?view=hex`}>
              {say(words.octets)}
            </a>
          </p>
        )}
      </div>
      <div class="sheet__body stack--tight">
        <Text signed={signed} />
        <Proofs signed={signed} />
        <Hashes signed={signed} />
      </div>
    </section>
  );
};
