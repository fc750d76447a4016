import type { FC } from 'hono/jsx';
import { revocationReasons } from '../../../domain/revocation/reasons.ts';
import { useSay } from '../components/language-context.ts';
import { revocationReception as words } from '../words/revocation-reception.ts';
import { revocationRequest } from '../words/revocation-request.ts';
import type { Said } from '../words/said.ts';
import { Choice } from './decision-choices.tsx';
import type { ReceptionView } from './reception-page.tsx';
import { GROUNDS, PAPER_INTENTS, STAFF_CHANNELS, type StaffChannelName } from './reception-form.ts';
import { GRANT_REASONS } from './request-draft.ts';
import { wordIn } from './request-row.ts';

/** The way in which it came. */
export const Channels: FC<{ view: ReceptionView }> = ({ view: { channel } }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.channel)}</legend>
      <div class="reasons">
        {STAFF_CHANNELS.map((each) => (
          <Choice
            name="channel"
            value={each}
            isChosen={each === channel}
            said={revocationRequest.channels[each]}
          />
        ))}
      </div>
    </fieldset>
  );
};

const Select: FC<{
  name: string;
  label: Said;
  /** The way that it belongs to: it is shown while that is chosen. */
  way: StaffChannelName;
  of: readonly (readonly [code: string, said: Said])[];
  chosen: string;
}> = ({ name, label, way, of, chosen }) => {
  const say = useSay();
  return (
    <div class="field" data-of={way}>
      <label for={name}>{say(label)}</label>
      <select id={name} name={name}>
        <option value=""></option>
        {of.map(([code, said]) => (
          <option value={code} selected={code === chosen}>
            {say(said)}
          </option>
        ))}
      </select>
    </div>
  );
};

const methodsOf = (codes: readonly string[]) =>
  codes.map((code) => [code, wordIn(revocationRequest.methods, code)] as const);

const labelled = (channel: StaffChannelName, label: Said): Said => {
  const way = revocationRequest.channels[channel];
  return { ja: `${way.ja}: ${label.ja}`, en: `${way.en}: ${label.en}` };
};

/** What was seen, of each way: the stylesheet shows what belongs to the way that is chosen. */
export const Observed: FC<{ view: ReceptionView }> = ({ view: { said } }) => {
  const { observed, matches, grounds } = words;
  return (
    <>
      <Select
        name="paperIntent"
        way="paperForm"
        label={labelled('paperForm', observed.paperIntent)}
        of={methodsOf(PAPER_INTENTS)}
        chosen={said('paperIntent')}
      />
      <Select
        name="requesterMatch"
        way="paperForm"
        label={labelled('paperForm', observed.requesterMatch)}
        of={Object.entries(matches)}
        chosen={said('requesterMatch')}
      />
      <Select
        name="standing"
        way="thirdParty"
        label={labelled('thirdParty', observed.standing)}
        of={methodsOf(['shown', 'notShown'])}
        chosen={said('standing')}
      />
      <Select
        name="ground"
        way="exOfficio"
        label={labelled('exOfficio', observed.untruth)}
        of={Object.keys(GROUNDS).map((code) => [code, wordIn(grounds, code)] as const)}
        chosen={said('ground')}
      />
    </>
  );
};

/** The reason that was given. */
export const Reason: FC<{ view: ReceptionView }> = ({ view: { said } }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend class="legend-big">{say(words.reason)}</legend>
      <div class="reasons">
        {GRANT_REASONS.map((code) => (
          <Choice
            name="reason"
            value={code}
            isChosen={said('reason') === code}
            said={revocationReasons[code].said}
          />
        ))}
      </div>
    </fieldset>
  );
};

/** When the paper came, and its scan. */
export const ScanFields: FC<{ view: ReceptionView }> = ({ view: { said, today } }) => {
  const say = useSay();
  return (
    <>
      <div class="field" data-of="paperForm">
        <label for="receivedOn">{say(labelled('paperForm', words.receivedOn))}</label>
        <input
          id="receivedOn"
          name="receivedOn"
          type="text"
          inputmode="numeric"
          pattern="\d{4}-\d{2}-\d{2}"
          placeholder={today}
          autocomplete="off"
          value={said('receivedOn')}
        />
      </div>
      <div class="field" data-of="paperForm thirdParty">
        <label for="document">{say(words.document)}</label>
        <span class="field__hint" id="document-hint">
          {say(words.documentHint)}
        </span>
        <input
          id="document"
          name="document"
          type="file"
          accept="application/pdf,image/jpeg,image/png"
          aria-describedby="document-hint"
        />
      </div>
    </>
  );
};
