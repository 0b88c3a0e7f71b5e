/// A day of the Gregorian calendar. Years are counted from March, so that the leap day is the last of its year. Pure.
package struct CalendarDate: Equatable {
    /// The year.
    package let year: Int
    /// The month, from 1.
    package let month: Int
    /// The day of the month, from 1.
    package let day: Int

    /// The date of a day since 1970-01-01.
    package init(day number: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let isNextYear = shiftedMonth >= 10
        year = era * 400 + yearOfEra + (isNextYear ? 1 : 0)
        month = isNextYear ? shiftedMonth - 9 : shiftedMonth + 3
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    }

    /// A date that exists.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1 else { return nil }
        let found = CalendarDate(day: Self.number(year, month, day))
        guard found.year == year, found.month == month, found.day == day else { return nil }
        self = found
    }

    /// Its number.
    package var daysSince1970: Int { Self.number(year, month, day) }

    private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shiftedYear = month > 2 ? year : year - 1
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
