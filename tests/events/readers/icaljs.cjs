// Prints each date of a calendar on standard input as ical.js reads it: uid, start and end as seconds since 1970.
const ICAL = require("./ical.es5.min.cjs");
const calendar = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf8")));
const until = Number(process.argv[2]);
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  const read = new ICAL.Timezone(zone);
  ICAL.TimezoneService.register(read.tzid, read);
}
const entries = calendar.getAllSubcomponents("vevent");
const say = (uid, dates) =>
  console.log([uid, dates.startDate.toUnixTime(), dates.endDate.toUnixTime(), dates.item.summary].join("\t"));
for (const master of entries.filter((entry) => !entry.hasProperty("recurrence-id"))) {
  const uid = master.getFirstPropertyValue("uid");
  const exceptions = entries.filter(
    (entry) => entry.hasProperty("recurrence-id") && entry.getFirstPropertyValue("uid") === uid,
  );
  const event = new ICAL.Event(master, { exceptions });
  if (!event.isRecurring()) {
    say(uid, { startDate: event.startDate, endDate: event.endDate, item: event });
    continue;
  }
  const dates = event.iterator();
  for (let next = dates.next(); next && next.toUnixTime() < until; next = dates.next()) {
    say(uid, event.getOccurrenceDetails(next));
  }
}
