/// Written from right to left. It addresses nobody by gender: possessives and past tenses are spelt alike for everybody, and
/// instructions are nouns.
enum Arabic: Catalogue {
    static let weekdays = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]
    static let months = [
        "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
    ]
    static let clock = ClockFace.hours12(morning: "ص", afternoon: "م")

    static func message(_ phrase: Phrase) -> String {
        switch phrase {
        case .requestedTitle: "طلب موعد"
        case .requested:
            """
            {booked, select, yes {طلبت العيادة لك موعدًا مع {doctor} يوم {when}.} \
            other {أُرسل طلب موعدك مع {doctor} يوم {when}.}}
            """
        case .approvedTitle: "موعد مقبول"
        case .approved: "قُبل موعدك مع {doctor} يوم {when}."
        case .rejectedTitle: "موعد مرفوض"
        case .rejected: "رُفض موعدك مع {doctor} يوم {when}."
        case .cancelledTitle:
            """
            موعد ملغى{by, select, PATIENT { من جهة المريض} DOCTOR { من جهة الطبيب} DESK { من العيادة} \
            ADMIN { من العيادة} SYSTEM { من النظام} other {}}
            """
        case .cancelled:
            """
            أُلغي موعدك مع {doctor} يوم {when} {by, select, PATIENT {من جهة المريض ({patient})} DOCTOR {من جهة الطبيب ({name})} \
            ADMIN {من إدارة العيادة} SYSTEM {من النظام: بقي الطلب بلا جواب حتى وقته} other {من العيادة}}.
            """
        case .cancelledByYou: "ألغيت موعدك مع {doctor} يوم {when}."
        case .completedTitle: "موعد مكتمل"
        case .completed: "اكتمل موعدك مع {doctor} يوم {when}."
        case .reopenedTitle: "موعد لم يكتمل"
        case .reopened: "سُجّل موعدك مع {doctor} يوم {when} مكتملًا عن طريق الخطأ. عاد موعدًا مقبولًا."
        case .movedTitle: "تغيّر الموعد"
        case .moved:
            """
            {actor, select, DESK {غيّرت العيادة موعدك} other {تغيّر موعدك}} مع {doctor} إلى {when}\
            {was, select, known {، بعد أن كان {before}} other {}}.
            """
        case .movedByYou:
            """
            غيّرت موعدك مع {doctor} إلى {when}{was, select, known {، بعد أن كان {before}} other {}}.\
            {status, select, PENDING { وهو بانتظار الموافقة.} other {}}
            """
        case .reminderTitle: "تذكير بموعد"
        case .reminder:
            """
            تذكير: {form, select, \
            hours {بعد {hours, plural, =0 {# ساعة} one {ساعة واحدة} two {ساعتين} few {# ساعات} many {# ساعة} other {# ساعة}} } \
            minutes {بعد {minutes, plural, =0 {# دقيقة} one {دقيقة واحدة} two {دقيقتين} few {# دقائق} many {# دقيقة} other {# دقيقة}} } \
            both {بعد {hours, plural, =0 {# ساعة} one {ساعة واحدة} two {ساعتين} few {# ساعات} many {# ساعة} other {# ساعة}} \
            و{minutes, plural, =0 {# دقيقة} one {دقيقة واحدة} two {دقيقتين} few {# دقائق} many {# دقيقة} other {# دقيقة}} } other {}}\
            لديك موعد مع {doctor} يوم {when}.
            """
        case .viewedTitle: "اطّلع أحدهم على بياناتك"
        case .viewed:
            """
            {actor, select, ADMIN {اطّلعت إدارة العيادة} DOCTOR {اطّلع طبيب من العيادة} other {اطّلعت العيادة}}\
            {named, select, yes { ({staff})} other {}} على مواعيدك\
            {why, select, PATRQT {، بناءً على طلبك} HLEGAL {، لأسباب قانونية} SYSADMIN {، لصيانة النظام} other {}}. \
            تجد كل ذلك في صفحة «من اطّلع على بياناتي» في حسابك.
            """
        case .unsealedTitle: "فُتح سجلك"
        case .unsealed:
            """
            {actor, select, ADMIN {فتحت إدارة العيادة} DOCTOR {فتح طبيب من العيادة} other {فتحت العيادة}}\
            {named, select, yes { ({staff})} other {}} مواعيدك لمدة قصيرة، مع الأسباب والملاحظات: \
            {why, select, BTG {حالة طارئة} HLEGAL {لأسباب قانونية} PATRQT {بناءً على طلبك} other {السبب غير معروف}}. \
            يراجع ذلك شخص آخر. تجد كل ذلك في صفحة «من اطّلع على بياناتي» في حسابك.
            """
        case .glassTitle: "وصول طارئ: تُرجى المراجعة"
        case .glass:
            """
            {actor, select, ADMIN {فتح أحد المشرفين} DOCTOR {فتح أحد الأطباء} other {فتح أحدهم}}\
            {named, select, yes { ({staff})} other {}} مواعيد {patient} لمدة قصيرة، مع الأسباب والملاحظات: \
            {why, select, BTG {حالة طارئة} HLEGAL {لأسباب قانونية} PATRQT {بطلب من المريض} other {السبب غير معروف}}. \
            يجب أن يراجع ذلك مشرف آخر خلال 72 ساعة.
            """
        case .newRequestTitle: "طلب موعد جديد"
        case .newRequest:
            """
            لديك طلب موعد جديد من {patient} يوم {when}\
            {booked, select, yes {، قدّمته العيادة} other {}}.
            """
        case .visitRejectedByYou: "رفضت الموعد مع {patient} يوم {when}."
        case .visitCancelled:
            """
            أُلغي الموعد مع {patient} يوم {when} {by, select, PATIENT {من جهة المريض ({patient})} DOCTOR {من جهة الطبيب ({name})} \
            ADMIN {من إدارة العيادة} SYSTEM {من النظام: بقي الطلب بلا جواب حتى وقته} other {من العيادة}}.
            """
        case .visitCancelledByYou: "ألغيت الموعد مع {patient} يوم {when}."
        case .visitMoved:
            """
            {actor, select, DESK {غيّرت العيادة الموعد} other {تغيّر الموعد}} مع {patient} إلى {when}\
            {was, select, known {، بعد أن كان {before}} other {}}.\
            {status, select, PENDING { وهو بانتظار موافقتك.} other {}}
            """
        case .visitMovedByYou: "غيّرت الموعد مع {patient} إلى {when}{was, select, known {، بعد أن كان {before}} other {}}."
        case .because: "{text} السبب: {reason}"
        case .doctor: "د. {name}"
        case .date: "{weekday}، {day} {month} {year}"
        case .moment: "{date} في {time}"
        case .zoned: "{moment} ({zone})"
        case .greeting: "مرحبًا {name}،"
        case .visitReason: "سبب الزيارة: {reason}"
        case .site: "للاطلاع على المزيد، أو لاختيار الرسائل التي تصلك، بعد تسجيل الدخول: {site}"
        case .calendarEntry: "موعد مع {name}"
        }
    }
}
