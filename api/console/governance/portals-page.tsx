import type { FC } from 'hono/jsx';
import { keyThumbprint, type ListedPortal } from '../../../db/governance/portals.ts';
import { algorithmsOf } from '../../../domain/governance/portal-keys.ts';
import { Chip } from '../components/chip.tsx';
import { Page, type FrameView } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { Moment } from '../components/moment.tsx';
import { portalActs } from '../words/portal-acts.ts';
import { portals as words } from '../words/portals.ts';
import { staff as staffWords } from '../words/staff.ts';

const Keys: FC<{ portal: ListedPortal }> = ({ portal: { keys } }) => {
  const say = useSay();
  if (keys.length === 0) return <>{say(words.noKeys)}</>;
  return (
    <>
      {keys.map((key) => (
        <div>
          <span class="mono">{key.kid}</span> <span class="small">{algorithmsOf(key)[0]}</span>
          <br />
          <code class="small hash">{keyThumbprint(key)}</code>
        </div>
      ))}
    </>
  );
};

const Since: FC<{ portal: ListedPortal }> = ({ portal: { actId, changedAt } }) => {
  const say = useSay();
  if (actId === null || !changedAt) return <>{say(words.setUp)}</>;
  return (
    <>
      <Moment at={changedAt} to="minute" />
      <br />
      <a class="small" href={`/governance-acts/${actId}`}>
        {say(words.act)} <span class="mono">{actId.slice(0, 8)}</span>
      </a>
    </>
  );
};

const Portal: FC<{ portal: ListedPortal }> = ({ portal }) => {
  const say = useSay();
  const { id, name, isOpen, isWebPortal, isSandbox } = portal;
  return (
    <tr>
      <th scope="row">
        <span lang="ja">{name}</span>
        <br />
        <span class="small mono">{id}</span>
      </th>
      <td>
        {isOpen ? (
          <Chip kind="holds" word={words.open} />
        ) : (
          <Chip kind="forbids" word={words.closed} />
        )}
        {isSandbox && <Chip kind="plain" word={words.sandbox} />}
      </td>
      <td>{say(isWebPortal ? portalActs.web : portalActs.app)}</td>
      <td>
        <Keys portal={portal} />
      </td>
      <td>{portal.applicationsPerHour}</td>
      <td>{portal.requestsPerMinute}</td>
      <td>
        <Since portal={portal} />
      </td>
    </tr>
  );
};

const Portals: FC<{ portals: readonly ListedPortal[] }> = ({ portals }) => {
  const say = useSay();
  const { portal, standing, kind, keys, applications, requests, since } = words;
  return (
    <div class="page stack--wide">
      <h1>{say(words.title)}</h1>
      <p>
        {say(words.lead)} <a href="/governance-acts/new?kind=portal">{say(words.change)}</a>・
        <a href="/staff">{say(staffWords.title)}</a>
      </p>
      <section class="sheet" aria-label={say(words.table)}>
        {portals.length === 0 ? (
          <div class="sheet__body">
            <p>{say(words.none)}</p>
          </div>
        ) : (
          <table class="cases stackable" role="table" aria-label={say(words.table)}>
            <thead>
              <tr>
                {[portal, standing, kind, keys, applications, requests, since].map((head) => (
                  <th scope="col">{say(head)}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {portals.map((each) => (
                <Portal portal={each} />
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
};

/** 受付窓口: which portals there are, by which keys they come, and by which act. */
export const PortalsPage: FC<{ frame: FrameView; portals: readonly ListedPortal[] }> = (view) => (
  <Page view={view.frame} title={words.title} current="none">
    <Portals portals={view.portals} />
  </Page>
);
