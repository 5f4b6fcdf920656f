enum ArabicLetters: LetterWords {
    static func title(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "تعيين كلمة مرور جديدة"
        case .verification: "تأكيد عنوان بريدك الإلكتروني"
        case .newAddress: "تأكيد عنوان بريدك الإلكتروني الجديد"
        case .addressChanged, .addressLeft: "تغيّر عنوان بريدك الإلكتروني"
        case .recoveryByProvider: "تسجيل دخولك"
        case .passwordChanged: "تغيّرت كلمة مرورك"
        case .passwordReset: "لديك كلمة مرور جديدة"
        case .factorAdded: "أُضيف عامل تحقق ثانٍ"
        case .factorRemoved: "أُزيل عامل تحقق ثانٍ"
        case .recoveryCodesMade: "رموز استرداد جديدة"
        }
    }

    static func lead(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "طُلب تعيين كلمة مرور جديدة للحساب الذي يحمل هذا العنوان. للقيام بذلك يُرجى فتح هذا الرابط:"
        case .verification: "أُنشئ حساب بهذا العنوان. لتأكيد أنه لك يُرجى فتح هذا الرابط:"
        case .newAddress: "سيصبح هذا العنوان عنوانًا لحساب. لتأكيده يُرجى فتح هذا الرابط:"
        case .addressChanged: "أصبح لحسابك عنوان بريد إلكتروني آخر. إن لم يكن ذلك منك فبالإمكان التراجع عنه بهذا الرابط:"
        case .addressLeft: "لم يعد أي حساب يستخدم هذا العنوان."
        case .recoveryByProvider:
            "طُلب تعيين كلمة مرور جديدة للحساب الذي يحمل هذا العنوان. ليس له كلمة مرور: تسجيل الدخول يتم عبر مزوّد كما كان."
        case .passwordChanged: "تغيّرت كلمة مرور حسابك وسُجّل الخروج من جميع الأجهزة الأخرى."
        case .passwordReset: "عُيّنت كلمة مرور حسابك من جديد عبر رابط في رسالة وسُجّل الخروج من جميع الأجهزة."
        case .factorAdded: "أُضيف عامل تحقق ثانٍ إلى حسابك: سيُطلب من الآن عند تسجيل الدخول. سُجّل الخروج من جميع الأجهزة الأخرى."
        case .factorRemoved: "أُزيل عامل تحقق ثانٍ من حسابك. سُجّل الخروج من جميع الأجهزة الأخرى."
        case .recoveryCodesMade: "أُنشئت رموز استرداد جديدة لحسابك، ولم تعد الرموز السابقة صالحة."
        }
    }

    static func note(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            """
            يعمل الرابط مرة واحدة خلال 30 دقيقة في المتصفح الذي طُلب منه. إن لم يكن الطلب منك فلا حاجة إلى فعل شيء: تبقى \
            كلمة مرورك كما هي.
            """
        case .verification: "يعمل الرابط 6 أيام بعد تسجيل الدخول. إن لم يكن الحساب لك فلا حاجة إلى فعل شيء: لن تصلك رسائل أخرى."
        case .newAddress: "يعمل الرابط يومًا واحدًا بعد تسجيل الدخول. إن لم يكن الطلب منك فلا حاجة إلى فعل شيء."
        case .addressChanged: "يعمل الرابط 7 أيام، وينهي أيضًا جميع الجلسات ويتيح تعيين كلمة مرور جديدة."
        case .addressLeft: "إن لم يكن هذا الأمر يخصك فلا حاجة إلى فعل شيء."
        case .recoveryByProvider: "إن لم يكن الطلب منك فلا حاجة إلى فعل شيء."
        case .passwordChanged, .passwordReset, .factorAdded, .factorRemoved, .recoveryCodesMade:
            "إن لم يكن ذلك منك فيُرجى تعيين كلمة مرور جديدة فورًا عبر «هل نسيت كلمة المرور؟» في صفحة تسجيل الدخول، وإبلاغ العيادة."
        }
    }
}
