import type { FC } from 'hono/jsx';
import { minuteOf } from '../clock.ts';
import { Page, type FrameView } from '../components/frame.tsx';
import { Icon } from '../components/icon.tsx';
import { useSay } from '../components/language-context.ts';
import { DutySheet } from '../governance/duty-sheet.tsx';
import type { DutyView } from '../governance/duty-view.ts';
import { mayReadCases, maySeeActs, seesAlarms, seesStatistics } from '../roles.ts';
import { morning as words } from '../words/morning.ts';
import { times } from '../words/times.ts';
import { ChecksSheet, HeldSheet, SwitchesSheet } from './morning-sheets.tsx';
import type { MorningView } from './morning-view.ts';
import { NightSheet } from './night-sheet.tsx';
import type { NightView } from './night-view.ts';

const Head: FC<{ view: MorningView; canCount: boolean }> = ({ view, canCount }) => {
  const { standing, verdict, now } = view;
  const say = useSay();
  return (
    <div class="page__head">
      <div class="verdict" data-standing={standing}>
        <Icon name={standing === 'good' ? 'shield' : 'warning'} />
        <h1>{say(verdict)}</h1>
      </div>
      <p class="when">
        {say(times.asOf(minuteOf(now)))} JST ・ <a href="/morning-check">{say(words.refresh)}</a>
        {canCount && (
          <>
            {' ・ '}
            <a href="/inspection/statistics">{say(words.statistics)}</a>
          </>
        )}
      </p>
    </div>
  );
};

/** 朝の点検: may we start issuing today? The verdict, what it rests on, and what to do next. */
export const MorningCheckPage: FC<{
  frame: FrameView;
  view: MorningView;
  night: NightView;
  duty: DutyView;
}> = ({ frame, view, night, duty }) => {
  const { officer } = frame;
  const may = {
    cases: officer !== undefined && mayReadCases(officer),
    alarms: officer !== undefined && seesAlarms(officer),
  };
  const canCount = officer !== undefined && seesStatistics(officer);
  const seesActs = officer !== undefined && maySeeActs(officer);
  return (
    <Page view={frame} title={words.title} current="morning">
      <div class="page">
        <Head view={view} canCount={canCount} />
        <div class="cols cols--2-1">
          <div class="stack">
            <ChecksSheet rows={view.rows} may={may} />
            <NightSheet view={night} now={view.now} />
          </div>
          <div class="stack">
            <DutySheet view={duty} />
            <SwitchesSheet lines={view.switches} seesActs={seesActs} />
            <HeldSheet held={view.held} now={view.now} canOpen={may.cases} />
          </div>
        </div>
      </div>
    </Page>
  );
};
