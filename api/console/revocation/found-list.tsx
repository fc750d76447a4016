import type { FC } from 'hono/jsx';
import { Chip, type ChipView } from '../components/chip.tsx';
import { Fingerprint } from '../components/hash.tsx';
import { useSay } from '../components/language-context.ts';
import { certificateStatus } from '../words/certificate-status.ts';
import { revocationEmergency } from '../words/revocation-emergency.ts';
import type { Said } from '../words/said.ts';
import { standingChip } from './certificate-card.tsx';
import type { CertificateSearch, CertificatesFound, FoundCard } from './find-certificates.ts';

const words = revocationEmergency.search;

/** Three fields to find a certificate by, as a form that only looks; sent in its body, because names do not belong in addresses. */
export const SearchFields: FC<{
  action: string;
  token: string;
  search: CertificateSearch;
  /** Sent along. */
  hidden?: readonly (readonly [name: string, value: string])[];
}> = ({ action, token, search, hidden = [] }) => {
  const say = useSay();
  return (
    <form class="sheet pad search3" method="post" action={action} aria-label={say(words.name)}>
      <input type="hidden" name="token" value={token} />
      {hidden.map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <div class="field">
        <label for="number">{say(words.number)}</label>
        <input
          id="number"
          type="search"
          name="number"
          maxlength={64}
          value={search.number}
          data-key="/"
          aria-keyshortcuts="/"
        />
      </div>
      <div class="field">
        <label for="name">{say(words.person)}</label>
        <input
          id="name"
          type="search"
          name="name"
          maxlength={64}
          autocomplete="off"
          value={search.name}
        />
      </div>
      <div class="field">
        <label for="birth">{say(words.birth)}</label>
        <input
          id="birth"
          type="text"
          name="birth"
          inputmode="numeric"
          pattern="\d{4}-\d{2}-\d{2}"
          placeholder="YYYY-MM-DD"
          autocomplete="off"
          value={search.birth}
        />
      </div>
      <button class="btn btn--primary" type="submit">
        {say(words.find)}
      </button>
      <p class="found">{say(words.recorded)}</p>
    </form>
  );
};

const verdict = (is: boolean, good: Said, bad: Said): ChipView =>
  is ? { kind: 'holds', icon: 'tick', word: good } : { kind: 'forbids', icon: 'cross', word: bad };

/** Whether name and birth date are those that were said. */
const Verdicts: FC<{ card: FoundCard }> = ({ card: { isName, isBirth } }) => (
  <>
    {isName !== undefined && <Chip {...verdict(isName, words.nameMatches, words.nameDiffers)} />}
    {isBirth === 'unknown' && <Chip kind="waits" icon="clock" word={words.birthUnknown} />}
    {typeof isBirth === 'boolean' && (
      <Chip {...verdict(isBirth, words.birthMatches, words.birthDiffers)} />
    )}
  </>
);

/** What was found, each with what can be done about it; `act` gives that. */
export const FoundList: FC<{
  found: CertificatesFound;
  act: (card: FoundCard) => ReturnType<FC>;
}> = ({ found, act }) => {
  const say = useSay();
  if (found.kind !== 'found') {
    return (
      <section class="sheet pad">
        <p class="strong" role="status">
          {say(found.kind === 'nothing' ? words.none : words.noNames)}
        </p>
        <p>{say(words.unknownTake)}</p>
      </section>
    );
  }
  return (
    <section class="sheet" aria-labelledby="h-found">
      <div class="sheet__head">
        <h2 id="h-found">{say(words.found(found.cards.length))}</h2>
        {found.isCut && <p role="status">{say(words.tooMany)}</p>}
      </div>
      <div class="sheet__body">
        <ul>
          {found.cards.map((card) => (
            <Found card={card}>{act(card)}</Found>
          ))}
        </ul>
      </div>
    </section>
  );
};

const Found: FC<{ card: FoundCard; children?: unknown }> = ({ card, children }) => {
  const { certificate, name, standing } = card;
  const say = useSay();
  return (
    <li class="finding" data-found={certificate.serialNumber}>
      <div>
        <Chip {...standingChip(standing)} />
      </div>
      <div class="stack--tight">
        <p class="finding__say" lang={name === undefined ? undefined : 'ja'}>
          {name ?? say(certificateStatus.nameErased)}
        </p>
        <p>
          <Fingerprint hex={certificate.serialNumber} upper />
        </p>
        <p class="row">
          <Verdicts card={card} />
        </p>
        {children}
      </div>
    </li>
  );
};
