import type { FC, PropsWithChildren } from 'hono/jsx';
import { Chip } from '../../console/components/chip.tsx';
import { Brand, Document, LanguageSwitch } from '../../console/components/frame.tsx';
import { Icon } from '../../console/components/icon.tsx';
import { useSay } from '../../console/components/language-context.ts';
import { frame } from '../../console/words/frame.ts';
import { redeem as words } from '../../console/words/redeem.ts';
import type { Said } from '../../console/words/said.ts';
import { RedeemForm } from './redeem-form.tsx';
import { isLive, type RedeemStep, type RedeemView } from './redeem-view.ts';

type PageView = Pick<RedeemView, 'language' | 'isDevelopment' | 'path'> & {
  readonly script?: string;
};

const Frame: FC<PropsWithChildren<{ view: PageView; title: Said }>> = (props) => {
  const { view, title, children } = props;
  return (
    <Document title={title} language={view.language} bodyClass="public subscriber">
      <header class="public__head">
        <div>
          <Brand href={view.path} name={frame.product} />
          <span class="row">
            {view.isDevelopment && <Chip kind="dev" word={frame.development} />}
            <LanguageSwitch path={view.path} />
          </span>
        </div>
      </header>
      <main id="main" tabindex={-1}>
        {children}
      </main>
      <Foot />
      {view.script !== undefined && <script type="module" src={view.script}></script>}
    </Document>
  );
};

const Foot: FC = () => {
  const say = useSay();
  return (
    <footer class="footer">
      <div class="footer__in">
        <span>{say(frame.operator)}</span>
        <span>{say(frame.zone)}</span>
      </div>
    </footer>
  );
};

/** Which of the four steps is the present one, from 0. */
const PLACE: Readonly<Record<RedeemStep, number>> = {
  checking: 1,
  notSent: 2,
  posted: 2,
  delivered: 2,
  locked: 2,
  lapsed: 2,
  voided: 2,
  issuing: 3,
  issued: 3,
  ended: 1,
};

const Steps: FC<{ step: RedeemStep }> = ({ step }) => {
  const say = useSay();
  return (
    <ol class="steps">
      {words.steps.map((name, place) => {
        const isDone = place < PLACE[step];
        return (
          <li
            {...(isDone ? { 'data-done': '' } : {})}
            {...(place === PLACE[step] ? { 'aria-current': 'step' as const } : {})}
          >
            {isDone && <Icon name="tick" />} {say(name)}
            {isDone && <span class="vh">{say(words.done)}</span>}
          </li>
        );
      })}
    </ol>
  );
};

const LOOKS: Readonly<
  Record<RedeemStep, readonly [kind: string, icon: 'tick' | 'clock' | 'letter' | 'warning']>
> = {
  checking: ['waits', 'clock'],
  notSent: ['waits', 'letter'],
  posted: ['dual', 'letter'],
  delivered: ['dual', 'letter'],
  locked: ['stop', 'warning'],
  lapsed: ['stop', 'warning'],
  voided: ['stop', 'warning'],
  issuing: ['waits', 'clock'],
  issued: ['done', 'tick'],
  ended: ['stop', 'warning'],
};

const Standing: FC<{ step: RedeemStep }> = ({ step }) => {
  const say = useSay();
  const { what, next } = words.standing[step];
  const [kind, icon] = LOOKS[step];
  return (
    <div class="banner banner--inset" data-kind={kind} role="status">
      <Icon name={icon} />
      <p>
        <strong>{say(what)}</strong> {say(next)}
      </p>
    </div>
  );
};

/** Where the program puts the certificates of the browser that redeemed. */
const Received: FC<{ view: RedeemView }> = ({ view: { applicationId, step } }) => {
  const say = useSay();
  const { received } = words;
  return (
    <section
      class="stack section"
      aria-labelledby="h-received"
      data-received={step}
      data-application={applicationId}
    >
      <h2 id="h-received">{say(received.title)}</h2>
      {step === 'issuing' && <progress class="wide" aria-labelledby="h-received"></progress>}
      <p data-said="loading" hidden role="status">
        {say(received.loading)}
      </p>
      <p data-said="elsewhere" hidden={step !== 'issued'}>
        {say(received.elsewhere)}
      </p>
      <p data-said="here" hidden>
        {say(received.here)} {say(words.where.browserHint)}
      </p>
      <p data-said="own" hidden>
        {say(received.own)}
      </p>
      <template>
        <p class="downloads">
          <strong></strong>
          <a class="btn" data-form="cer">
            DER<span class="vh">{say(received.download)}</span>
          </a>
          <a class="btn" data-form="pem">
            PEM<span class="vh">{say(received.download)}</span>
          </a>
        </p>
      </template>
    </section>
  );
};

const Aside: FC = () => {
  const say = useSay();
  const { safety, lost } = words;
  return (
    <aside class="note stack" aria-labelledby="h-safe">
      <h2 class="h2--small" id="h-safe">
        {say(safety.title)}
      </h2>
      <ul>
        {[safety.code, safety.key, safety.staff, safety.seal].map((sentence) => (
          <li>{say(sentence)}</li>
        ))}
      </ul>
      <div class="stack gap-top">
        <h2 class="h2--small">{say(lost.title)}</h2>
        <p>{say(lost.letter)}</p>
        <p>{say(lost.stranger)}</p>
      </div>
    </aside>
  );
};

const Content: FC<{ view: RedeemView }> = ({ view }) => {
  const say = useSay();
  const { step, live } = view;
  return (
    <>
      <h1>{say(words.title)}</h1>
      <Steps step={step} />
      <Standing step={step} />
      <div class="two section">
        <div class="stack">
          {live && isLive(step) && <RedeemForm view={view} live={live} />}
          {(step === 'issuing' || step === 'issued') && <Received view={view} />}
        </div>
        <Aside />
      </div>
      <noscript>
        <p class="banner banner--inset">{say(words.noScript)}</p>
      </noscript>
    </>
  );
};

/** 利用者のページ. Where a subscriber makes the key, redeems the code, and gets the certificate. */
export const RedeemPage: FC<{ view: RedeemView }> = ({ view }) => (
  <Frame view={view} title={words.title}>
    <Content view={view} />
  </Frame>
);

const NotFound: FC = () => {
  const say = useSay();
  return (
    <>
      <h1>{say(words.notFound.title)}</h1>
      <p class="lead">{say(words.notFound.what)}</p>
    </>
  );
};

/** Says that there is no such page, and nothing of what there is. */
export const NoRedeemPage: FC<{ view: PageView }> = ({ view }) => (
  <Frame view={view} title={words.notFound.title}>
    <NotFound />
  </Frame>
);
