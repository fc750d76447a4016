import type { FC } from 'hono/jsx';
import type { SwitchView } from '../governance/switches-view.ts';
import { codeWord } from '../governance/act-view.ts';
import { governance } from '../words/governance.ts';
import { Chip } from './chip.tsx';
import { useSay } from './language-context.ts';
import { Moment } from './moment.tsx';

const words = governance.switches;

/** Which switches are off, by whom, since when and why; where one is off, the way to turn it on. */
export const SwitchesList: FC<{ switches: readonly SwitchView[]; canPropose: boolean }> = (
  props,
) => (
  <ul class="switches">
    {props.switches.map((each) => (
      <Row each={each} canPropose={props.canPropose} />
    ))}
  </ul>
);

const Row: FC<{ each: SwitchView; canPropose: boolean }> = ({ each, canPropose }) => {
  const { name, word, isOn } = each;
  const say = useSay();
  return (
    <li>
      <div>
        <strong>{say(word)}</strong>
        {!isOn && <Stopped each={each} />}
      </div>
      {isOn ? (
        <Chip kind="holds" icon="tick" word={words.on} />
      ) : (
        <>
          <Chip kind="waits" icon="pause" word={words.off} />
          {canPropose && (
            <a
              class="btn btn--small"
              href={`/governance-acts/new?kind=switchOn&switch=${encodeURIComponent(name)}`}
            >
              {say(words.turnOn)}
            </a>
          )}
        </>
      )}
    </li>
  );
};

const Stopped: FC<{ each: SwitchView }> = ({ each: { means, by, changedAt, cause } }) => {
  const say = useSay();
  return (
    <>
      <p class="small">{say(means)}</p>
      <p class="small quiet">
        {by !== undefined && `${say(words.since(by))} ・ `}
        {changedAt && <Moment at={changedAt} to="minute" />}
        {cause !== undefined && ` ・ ${say(codeWord(words.stopCauses, cause))}`}
      </p>
    </>
  );
};
