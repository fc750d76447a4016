import { casesAndList } from './browser-stories/cases-and-list.ts';
import { emergencyByKeyboard } from './browser-stories/emergency.ts';
import { enrolmentByCode } from './browser-stories/enrolment.ts';
import { alarms, everyPage } from './browser-stories/every-page.ts';
import { passkeysAndSessions } from './browser-stories/passkeys.ts';
import { useConsoleStage } from './console-stage.ts';

// One office and one browser for all of them.
const stage = useConsoleStage();

everyPage(stage);
alarms(stage);
casesAndList(stage);
passkeysAndSessions(stage);
emergencyByKeyboard(stage);
enrolmentByCode(stage);
